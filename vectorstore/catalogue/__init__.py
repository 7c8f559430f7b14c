"""The archive as a catalogue: searched with operators, filtered, counted, annotated."""
