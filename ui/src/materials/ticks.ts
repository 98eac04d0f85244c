// What the digit of a line does, the first that it offers.

/** Review points that are open hold; chosen and taken back by the same digit: 容缺 and 告知承诺; a licence that can be had again comes first. */
export const TICKS = ["hold", "again", "tolerate", "untolerate", "commit", "uncommit"] as const;
