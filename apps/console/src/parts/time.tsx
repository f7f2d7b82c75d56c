import { useLanguage } from '../texts/texts';
import { getTimeZone } from './time-zone';

interface TimeProps {
  /** Unix seconds. */
  readonly at: number;
}

/** A time in the user's zone; the exact time appears on hover. */
export function Time({ at }: TimeProps) {
  const language = useLanguage();
  const date = new Date(at * 1000);
  const timeZone = getTimeZone();
  const locale = language === 'zh' ? 'zh-CN' : 'en-GB';
  const short = date.toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const exact = date.toLocaleString(locale, { dateStyle: 'full', timeStyle: 'long', timeZone });
  return (
    <time dateTime={date.toISOString()} title={exact}>
      {short}
    </time>
  );
}
