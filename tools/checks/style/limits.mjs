/**
 * What the prose of the product has to hold: of 1,000 sentences, at most `empty` with a word that carries nothing and at least
 * `connectives` with a word that names the reader, a reason, a condition or a consequence.
 */
export const LIMITS = {
  comments: { empty: 5, connectives: 120 },
  docs: { empty: 5, connectives: 120 },
  titles: { empty: 5, connectives: 0 },
};

/** Whether a figure beyond its limit fails `npm test`. Set it once the rewrite is complete. */
export const ENFORCED = false;
