import type { MessageKey } from './messages.js';

/** What a handler answers when it chooses more than its data: a message, a text, a redirect. */
export class Answer {
  constructor(
    readonly kind: 'envelope' | 'text' | 'redirect' | 'download',
    readonly value: unknown,
    readonly message?: MessageKey,
  ) {}
}

/** The envelope with these data and, where it is not the route's own, this message. */
export function ok(data: unknown, message?: MessageKey): Answer {
  return new Answer('envelope', data, message);
}

/** A bare text/plain body. */
export function text(body: string): Answer {
  return new Answer('text', body);
}

/** Sends the browser to a location (302). */
export function redirect(location: string): Answer {
  return new Answer('redirect', location);
}

/** A file that is made while it is sent. */
export interface Download {
  readonly type: string;
  readonly filename: string;
  readonly body: AsyncIterable<string>;
}

/** A file for the browser to keep. What can be refused must be refused before: once it has begun it can only break off. */
export function download(file: Download): Answer {
  return new Answer('download', file);
}
