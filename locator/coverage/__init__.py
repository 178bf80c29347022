"""The promise, measured: how many people live how far from a counter that is really open to them."""
