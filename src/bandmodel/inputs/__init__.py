"""Reading what the user gives: tables by header from one schema, from a workbook or a folder, into frozen Inputs."""
