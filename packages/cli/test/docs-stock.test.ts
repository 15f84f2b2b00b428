import { demoPlace, testShown, testShownFits } from './demo-place.ts';
import { shownCommands } from './docs-commands.ts';

// What the page for plant people shows is what the demo's chain gives, to the character.

const shown = await shownCommands('stock.md');

const place = await demoPlace();

testShown(place, shown, 3);
testShownFits(shown);
