/**
 * The words that docs/style.md names. A word of `EMPTY` hides the subject of a sentence or stands for a plainer term; a word of
 * `CONNECTIVES` states a reader, a reason, a condition or a consequence. All patterns match one sentence of prose.
 */

/** Where a clause begins: at the start of a sentence, or after a semicolon or a colon. */
const CLAUSE = String.raw`(?:^|[;:(]\s+|[;:]\s*)(?:and |but |or |so )?`;

/** Each with the name under which it is reported and, if the words alone do not say it, the cases that are left out. */
export const EMPTY = [
  { name: 'whoever', pattern: /\bwhoever\b/i },
  { name: 'whatever', pattern: /\bwhatever\b/i },
  { name: 'whichever', pattern: /\bwhichever\b/i },
  { name: 'nobody', pattern: /\bnobody\b/i },
  { name: 'somebody', pattern: /\bsomebody\b/i },
  { name: 'everybody', pattern: /\beverybody\b/i },
  { name: 'none of', pattern: /\bnone of\b/i },
  { name: "one's own", pattern: /\bone[’']s own\b/i },
  { name: 'lately', pattern: /\blately\b/i },
  { name: 'meanwhile', pattern: /\bmeanwhile\b/i },
  { name: 'at a time', pattern: /\bat a time\b/i },
  { name: 'in vain', pattern: /\bin vain\b/i },
  { name: 'for good', pattern: /\bfor good\b(?! (?:reasons?|measure)\b)/i },
  // a place in a queue: "takes turns", "whose turn", not "turns off", "in turn"
  { name: 'turn', pattern: /\b(?:a|an|its|whose|their|his|the|no|each|every|next|of|take|takes|for) turns?\b/i },
  { name: 'told', pattern: /\btold\b/i },
  { name: 'says', pattern: /\bsays\b/i },
  // as the subject of a clause or the object of a preposition; "the user who asks" has a subject, "Who asks?" is a question
  { name: 'who', pattern: new RegExp(String.raw`${CLAUSE}who\b|\b(?:of|by|to|for|from|than|with|and) who\b`, 'i') },
  // "what came in between is lost"; "What is a grant?" is a question, "returns what it read" has a subject
  { name: 'what', pattern: new RegExp(String.raw`${CLAUSE}what\b`, 'i') },
];

export const CONNECTIVES = /\b(?:you|should|because|when|if|so)\b/i;

/**
 * Codes of a list that the repository does not hold: D24, R14, C7, decision 21. A code that docs/ defines is written as a link or
 * by its name, for example `I2-chain` of the invariants, and is not matched.
 */
export const DEAD_CODES = /\b(?:[DR]\d{1,2}|C\d{1,2}|decisions? \d+(?:-\d+)?)\b/g;

/** The names of the words of EMPTY that a sentence holds. A question, or the heading of a column, may begin with who or what. */
export function emptyWords(sentence) {
  const question = sentence.endsWith('?') || sentence.split(' ').length < 3;
  return EMPTY.filter(
    ({ name, pattern }) => !(question && (name === 'who' || name === 'what')) && pattern.test(sentence),
  ).map(({ name }) => name);
}

export const hasConnective = (sentence) => CONNECTIVES.test(sentence);

/** The codes of a text that lead nowhere. */
export const deadCodes = (text) => text.match(DEAD_CODES) ?? [];

/** A text cut into sentences: at a full stop, question or exclamation mark that a space follows. Code spans count as one word. */
export function sentences(text) {
  return text
    .replace(/`[^`]*`/g, 'CODE')
    .replace(/https?:\/\/\S+/g, 'LINK')
    .replace(/\s+/g, ' ')
    .split(/(?<=[.?!])["')\]]?\s+(?=\S)/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[a-z]{2}/i.test(sentence));
}
