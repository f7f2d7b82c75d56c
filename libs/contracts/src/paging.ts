import { Int, Text } from './fields.js';

/** A page of a list: `p` from 1, `page_size` 1 to 100. The gateway brings both into range; never an error. */
export class PageRequest {
  @Int({ min: 1, max: 1_000_000_000, example: 1, description: 'Page, from 1' }) p: number;
  @Int({ min: 1, max: 100, example: 20, description: 'Items on a page (`ps` and `size` are aliases)' })
  page_size: number;
}

/** Field of a list that can be a file: csv answers every item that passes the filters. */
export const LIST_FORMAT = {
  optional: true,
  oneOf: ['', 'json', 'csv'],
  description: 'csv: a file of all pages; default: json',
};
/** Field of a list that can be a file. The gateway reads it. */
export const LIST_ZONE = {
  optional: true,
  min: 1,
  max: 100,
  example: 'Asia/Shanghai',
  description: 'IANA time zone of the times in a file; default: the option SiteTimeZone',
};
/** Field of a list that can be read without end. */
export const LIST_CURSOR = {
  optional: true,
  min: 1,
  max: 20,
  pattern: /^\d{1,16}$/,
  description: 'As `next_cursor` gave it: the items after that page, in the order of ids',
};
/** Field of a page of such a list. */
export const NEXT_CURSOR = {
  nullable: true,
  description: 'For the next page, also if items are added in the meantime; null at the end',
};

/** A page of a list that can be a file, and that a client can read to its end with a cursor. */
export class ListRequest extends PageRequest {
  @Text(LIST_FORMAT) format?: string;
  @Text(LIST_ZONE) tz?: string;
  @Text(LIST_CURSOR) cursor?: string;
}
