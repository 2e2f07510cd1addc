"""Pure formulas: arrays and frames in, arrays and frames out. No files, no clock, no globals, no Excel."""
