import { useEffect, useRef } from 'react';
import { useStatus } from '../api/queries';

const SCRIPT = 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit';

interface Widget {
  render(element: HTMLElement, options: { sitekey: string; callback: (token: string) => void }): string;
  remove(id: string): void;
}

let loaded: Promise<Widget> | undefined;

/** Cloudflare's check against robots, if the site uses it. It is the only script that comes from another host. */
export function Turnstile({ onToken }: { readonly onToken: (token: string) => void }) {
  const { turnstile_check: isOn, turnstile_site_key: sitekey } = useStatus();
  const place = useRef<HTMLDivElement>(null);
  const take = useRef(onToken);
  useEffect(() => {
    take.current = onToken;
  });
  useEffect(() => {
    if (!isOn) return undefined;
    let remove: (() => void) | undefined;
    let isGone = false;
    loaded ??= load();
    void loaded.then((widget) => {
      if (isGone || !place.current) return;
      const id = widget.render(place.current, { sitekey, callback: (token) => take.current(token) });
      remove = () => widget.remove(id);
    });
    return () => {
      isGone = true;
      remove?.();
    };
  }, [isOn, sitekey]);
  return isOn ? <div ref={place} /> : null;
}

function load(): Promise<Widget> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = SCRIPT;
    script.nonce = document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
    script.addEventListener('load', () => resolve((globalThis as unknown as { turnstile: Widget }).turnstile));
    script.addEventListener('error', () => {
      loaded = undefined;
      reject(new Error('Turnstile did not load'));
    });
    document.head.append(script);
  });
}
