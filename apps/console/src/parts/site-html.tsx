import { lazy, Suspense } from 'react';

const CleanHtml = lazy(() => import('./clean-html').then(({ CleanHtml: component }) => ({ default: component })));

/** HTML that root wrote in an option (notice, about, footer). It is sanitised; the sanitiser loads when it is needed. */
export function SiteHtml({ html }: { readonly html: string }) {
  return (
    <Suspense fallback={null}>
      <CleanHtml html={html} />
    </Suspense>
  );
}
