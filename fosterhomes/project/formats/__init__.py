"""How days and times are written where Django's own formats are not right for readers here, one package a language."""
