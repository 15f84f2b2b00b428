import { demoPlace, testShown } from './demo-place.ts';
import { shownCommands } from './docs-commands.ts';

// What the page for investigators shows is what the demo's chain gives, to the character.

const shown = await shownCommands('trace.md');

const place = await demoPlace();

testShown(place, shown, 4);
