"""How the people of a class come in: the window, the cards, the numbers, joining by code."""
