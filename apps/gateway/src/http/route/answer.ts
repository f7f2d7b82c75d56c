import type { MessageKey } from './messages.js';

/** The result of a handler that chooses more than its data: a message, a text, a redirect or a file. */
export class Answer {
  constructor(
    readonly kind: 'envelope' | 'text' | 'redirect' | 'download',
    readonly value: unknown,
    readonly message?: MessageKey,
  ) {}
}

/** The envelope with these data. A message replaces the route's own. */
export function ok(data: unknown, message?: MessageKey): Answer {
  return new Answer('envelope', data, message);
}

/** A text/plain body without envelope. */
export function text(body: string): Answer {
  return new Answer('text', body);
}

/** Sends the browser to a location (302). */
export function redirect(location: string): Answer {
  return new Answer('redirect', location);
}

/** A file whose content is made while it is sent. */
export interface Download {
  readonly type: string;
  readonly filename: string;
  readonly body: AsyncIterable<string>;
}

/** A file download. Check everything that can be refused first, because a started download can only be aborted. */
export function download(file: Download): Answer {
  return new Answer('download', file);
}
