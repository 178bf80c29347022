"""The directory in the editors' office: places, stops, corrections, places listed twice, imports."""
