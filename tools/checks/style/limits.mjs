/**
 * The limits for the prose of the product: of 1,000 sentences, at most `empty` with a word that carries nothing and at least
 * `connectives` with a word that names the reader, a reason, a condition or a consequence. Titles have no least number of
 * connectives, because a title names a situation and its outcome and gives no reason.
 */
export const LIMITS = {
  comments: { empty: 5, connectives: 120 },
  docs: { empty: 5, connectives: 120 },
  titles: { empty: 5, connectives: 0 },
};

/** Whether a figure beyond its limit fails `npm test` and `npm run style`. */
export const ENFORCED = true;
