"""When something ends or changes: one deed over several rows, shown before it is done, as steps."""
