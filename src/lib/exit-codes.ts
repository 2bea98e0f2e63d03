/** sysexits.h: a configuration fault, so that a supervisor can tell it from a crash. */
export const EX_CONFIG = 78
