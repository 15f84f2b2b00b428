/** One program in two roles: the page, and the worker that the page starts of the same text. */
import { serveRequests } from './worker.ts';
import { showPage } from './show-page.ts';

if ('document' in globalThis) showPage();
else serveRequests();
