"""The parts of the report, one small file each: `build(material)` gives the part. Figures are asked for, not computed."""
