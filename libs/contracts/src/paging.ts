import { Int } from './fields.js';

/** A page of a list: `p` from 1, `page_size` 1 to 100. The gateway brings both into range; never an error. */
export class PageRequest {
  @Int({ min: 1, max: 1_000_000_000, example: 1, description: 'Page, from 1' }) p: number;
  @Int({ min: 1, max: 100, example: 20, description: 'Items on a page (`ps` and `size` are aliases)' })
  page_size: number;
}
