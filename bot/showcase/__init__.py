"""The bot's side of the demo: its example caseload, its panel, its clock that can be turned."""
