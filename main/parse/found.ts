// What a scan looks for. One object is used for every record of a batch, so that nothing is allocated.

export type Found = {
  /** micros; NaN: none; infinite: one that cannot be used */
  time: number;
  /** index into LEVELS; 0: none */
  level: number;
};
