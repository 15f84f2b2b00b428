import { type Html, html } from './html-text.ts';
import { PAGE_STYLE } from './page-style.ts';

/** A page that stands alone, to read, print and file: it runs nothing and fetches nothing, which a browser is told as well. */
export function htmlPage(title: string, body: Html, style: Html | null = null): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>${PAGE_STYLE}${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return page.markup;
}
