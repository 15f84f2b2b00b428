import { describe, expect, test } from 'vitest';
import { onlyEvent, readTable, SOME_ID, sayProblems } from './tables.ts';

const ORE = 'lot,time UTC,origin,form,product,country,net kg';

describe('a row of lots', () => {
  test('becomes an event in whole milligrams, UTC and elements as metal', () => {
    const header = '批次号,时间(UTC+8),来源,形态,品名,产地,净重（吨）,水分％,稀土总量(%),Nd₂O₃/TREO %';
    const row = 'LOT-1,2026年3月1日 8:00,开采,矿石,离子型稀土矿,cn,1000,15,0.12,30.186';
    expect(onlyEvent(readTable('lot-created', `\u{feff}${header}\r\n${row}\r\n`))).toEqual({
      type: 'lot-created',
      id: SOME_ID,
      occurredAt: '2026-03-01T00:00:00.000Z',
      lot: 'LOT-1',
      origin: 'mined',
      material: { form: 'ore', product: '离子型稀土矿' },
      country: 'CN',
      quantity: {
        netMilligrams: 1_000_000_000_000,
        moisturePartsPerMillion: 150_000,
        elementMilligrams: { Nd: 263_977_508 },
      },
    });
  });

  test('says what was looked for and not found, what is none, and what was not looked for', () => {
    const row = 'L,2026-03-01,mined,ore,clay,CN,10,1,0,n.d.,';
    const event = onlyEvent(readTable('lot-created', `${ORE},Nd kg,Dy kg,Tb kg,Pr kg\n${row}\n`));
    expect(event['quantity']).toEqual({
      netMilligrams: 10_000_000,
      elementMilligrams: { Nd: 1_000_000, Dy: 0 },
      notDetected: ['Tb'],
    });
  });

  test('may have line breaks and quotes in a cell, its own id, reference and signer', () => {
    const id = SOME_ID.replace('4c', '5d');
    const row = `L,2026-03-01,mined,ore,"clay, ""red""\nwet",CN,10,${id},W-77,MINE-A`;
    const read = readTable('lot-created', `${ORE},event id,reference,by\n${row}\n`);
    const material = { form: 'ore', product: 'clay, "red"\nwet' };
    expect(onlyEvent(read)).toMatchObject({ id, material, extra: { reference: 'W-77' } });
    expect(read.events[0]?.by).toBe('MINE-A');
  });

  test('is told everything that is wrong with it at once, by cell', () => {
    const row = 'ORE 1;3/4/2026;mind;orre;;China;1.000,5;kg 5;x\n';
    const read = readTable('lot-created', `${ORE.replaceAll(',', ';')};Nd kg;Dy kg\n;;;;;;;;\n${row}`);
    expect(sayProblems(read)).toEqual([
      expect.stringMatching(/^B3 time UTC: "3\/4\/2026" may be day or month first/),
      expect.stringMatching(/^G3 net kg: "1\.000,5" has marks between thousands/),
      expect.stringMatching(/^H3 Nd kg: "kg 5" is no number/),
      expect.stringMatching(/^I3 Dy kg: "x" is no number/),
      expect.stringMatching(/^A3 lot: must be an id: .*found "ORE 1"/),
      expect.stringMatching(/^C3 origin: must be one of mined, .*found "mind"/),
      expect.stringMatching(/^D3 form: must be one of ore, .*found "orre"/),
      expect.stringMatching(/^E3 product: is missing/),
      expect.stringMatching(/^F3 country: must be a country code of ISO 3166.*found "CHINA"/),
    ]);
  });

  test.each([
    ['net kg', '12 t', '"12 t" says t, the header says kg: say one of them'],
    ['net', '12', '"12" has no unit: say it in the header (t, kg, g, mg), such as `net kg`'],
    ['net kg', '0.0000001', 'finer than the unit that is kept'],
    ['net kg', '\u{fffd}', 'not UTF-8'],
  ])('with %s of %j is refused: %s', (header, cell, says) => {
    const read = readTable('lot-created', `${ORE.replace('net kg', header)}\nL,2026-03-01,mined,ore,c,CN,${cell}\n`);
    expect(sayProblems(read).join('\n')).toContain(says);
  });

  test('whose elements weigh more than it does is asked for its units, in kilograms', () => {
    const read = readTable('lot-created', `${ORE},Nd kg\nL,2026-03-01,mined,ore,clay,CN,10,12\n`);
    expect(sayProblems(read)).toEqual([
      'H2 Nd kg: the elements weigh 12 kg together, the net mass is 10 kg: kg for t, or g for kg, in one of the headers?',
    ]);
  });

  test('whose elements would be too much oxide is asked whether oxide was taken for metal', () => {
    const read = readTable('lot-created', `${ORE},Nd kg\nL,2026-03-01,imported,oxide,Nd oxide,CN,100,99\n`);
    expect(sayProblems(read)).toEqual([expect.stringMatching(/^H2 Nd kg: as oxides .*oxide taken for metal\?/)]);
  });
});

function hintsOf(header: string, row: string): string[] {
  const { events, problems } = readTable('lot-created', `${ORE},${header}\nL,2026-03-01,mined,${row}\n`);
  expect(problems).toEqual([]);
  return events.flatMap(({ hints }) => hints.map(({ cell, message }) => `${cell}: ${message}`));
}

describe('hints', () => {
  test('ask for a moisture where shares are of the dry mass and the form is weighed wet', () => {
    expect(hintsOf('moisture %,TREO %,Nd2O3 % of TREO', 'ore,clay,CN,10,,0.12,30')).toEqual([
      expect.stringMatching(/^H2: is empty.*2 to 15 % moisture missing\?/),
    ]);
    expect(hintsOf('moisture %,TREO %,Nd2O3 % of TREO', 'ore,clay,CN,10,0,0.12,30')).toEqual([]);
    expect(hintsOf('moisture %,Nd kg', 'ore,clay,CN,10,,1')).toEqual([]);
  });

  test('ask whether a small moisture is the fraction of a percentage', () => {
    expect(hintsOf('moisture %', 'ore,clay,CN,10,0.15')).toEqual([
      'H2: 0.15 % is little for ore: is it 15 %? (usual: 2 to 15 %)',
    ]);
  });

  test('ask for metal under the header of an oxide', () => {
    expect(hintsOf('Nd2O3 kg', 'magnet,42SH,CN,10,3')).toEqual([
      expect.stringMatching(/^H2: magnet holds metal.*`Nd kg`/),
    ]);
  });
});

describe('hints about packaging', () => {
  test('ask whether gross was taken for net, or figures were exchanged', () => {
    expect(hintsOf('gross kg,tare kg', 'ore,clay,CN,10,10,2')).toEqual([
      'G2: is 10 kg, gross less tare is 8 kg: gross taken for net?',
    ]);
    expect(hintsOf('gross kg,tare kg', 'ore,clay,CN,10,12,1')).toEqual([
      'G2: is 10 kg, gross less tare is 11 kg: is one of the three wrong?',
    ]);
    expect(hintsOf('gross kg', 'ore,clay,CN,10,9')).toEqual([
      'H2: 9 kg is less than the net mass, 10 kg: are they exchanged?',
    ]);
  });

  test('let scales differ by half a percent, and take gross alone', () => {
    expect(hintsOf('gross kg,tare kg', 'ore,clay,CN,10,12.05,2')).toEqual([]);
    expect(hintsOf('gross kg,tare kg', 'ore,clay,CN,10,12.06,2')).toHaveLength(1);
    expect(hintsOf('gross kg', 'ore,clay,CN,10,10')).toEqual([]);
  });
});

describe('a header row', () => {
  test.each([
    [`${ORE},colour`, 'H1 colour: "colour" is no column of lot-created: leave the column out, or begin'],
    [`${ORE},净重(t)`, 'H1 净重(t): is the same column as "net kg": leave one of them out'],
    [`${ORE},Nd2O3 %`, 'H1 Nd2O3 %: does not say of what: a share of all oxides is `Nd2O3 % of TREO`'],
    [`${ORE},moisture kg`, 'H1 moisture kg: is a share, kg is no unit of it: %, ppm'],
    [`${ORE},product kg`, 'H1 product kg: has no unit, found kg: leave it out'],
    [`${ORE},\u{fffd}kg`, 'not UTF-8'],
    [ORE.replace('country,', ''), 'row 1 country: the column is missing: two letters of ISO 3166'],
    [ORE.replace('time UTC', 'time kg'), 'is a time, kg is no zone'],
  ])('%s is refused: %s', (header, says) => {
    expect(sayProblems(readTable('lot-created', `${header}\n`)).join('\n')).toContain(says);
  });

  test('is told once what is missing in it, not in each row', () => {
    const header = ORE.replace('country,', '').replace('form,', '');
    const read = readTable('lot-created', `${header}\nL,2026-03-01,mined,clay,10\nM,2026-03-01,mined,clay,10\n`);
    expect(sayProblems(read).map((said) => said.slice(0, 14))).toEqual(['row 1 form: th', 'row 1 country:']);
  });

  test('may have columns of its own, under # or nothing at all while they are empty', () => {
    const read = readTable('lot-created', `${ORE},#mine,\nL,2026-03-01,mined,ore,clay,CN,10,whatever,\n`);
    expect(onlyEvent(read)).toMatchObject({ lot: 'L' });
    const beside = readTable('lot-created', `${ORE}\nL,2026-03-01,mined,ore,clay,CN,10,whatever\n`);
    expect(sayProblems(beside)).toEqual(['H2: "whatever" has no header above it']);
  });
});

describe('rows of one event', () => {
  const STEP = 'reference,time UTC+8,step,part,lot,form,product,net kg,Nd kg,loss kind';

  test('become inputs, outputs and losses of a step, which says its time once', () => {
    const rows = [
      'R-1,2026-03-05 08:00,electrolysis,in,OX-1,,,,,',
      'R-1,,,投入,OX-2,,,5,,',
      'R-1,,,output,ME-1,metal,Nd metal,10,9.9,',
      'R-1,,,loss,,,,,0.2,Process loss',
    ];
    expect(onlyEvent(readTable('lot-transformed', [STEP, ...rows, ''].join('\n')))).toEqual({
      type: 'lot-transformed',
      id: SOME_ID,
      occurredAt: '2026-03-05T00:00:00.000Z',
      step: 'electrolysis',
      inputs: [{ lot: 'OX-1' }, { lot: 'OX-2', netMilligrams: 5_000_000 }],
      outputs: [
        {
          lot: 'ME-1',
          material: { form: 'metal', product: 'Nd metal' },
          quantity: { netMilligrams: 10_000_000, elementMilligrams: { Nd: 9_900_000 } },
        },
      ],
      losses: [{ kind: 'process-loss', elementMilligrams: { Nd: 200_000 } }],
      extra: { reference: 'R-1' },
    });
  });

  test('are told by cell what does not fit their part, and what differs between them', () => {
    const rows = [
      'R-1,2026-03-05 08:00,split,in,OX-1,oxide,,,,',
      'R-1,2026-03-06 08:00,,out,OX-2,oxide,Nd oxide,,n.d.,',
      'R-1,,,sideways,OX-3,,,,,',
      'R-1,,,loss,,,,,n.d.,process-loss',
      ',2026-03-05 08:00,split,in,OX-4,,,,,',
    ];
    expect(sayProblems(readTable('lot-transformed', [STEP, ...rows, ''].join('\n'))).toSorted()).toEqual([
      expect.stringMatching(/^A6 reference: is empty: say it on every row/),
      'B3 time UTC+8: "2026-03-06 08:00" here, "2026-03-05 08:00" in row 2 of the same event: say it once, or make it another event',
      'D4 part: must be one of input, output, loss, opening, closing; found "sideways"',
      'F2 form: "oxide" is nothing that an input row says: leave it empty',
      expect.stringMatching(/^H3 net kg: is missing/),
      'I5 Nd kg: "n.d." is nothing to take or lose: leave the cell empty',
      expect.stringMatching(/^row 6: must name an output/),
    ]);
  });

  test('are the lines of a transfer, a receipt and a shipment', () => {
    const dispatch = readTable(
      'transfer-dispatched',
      'transfer,time UTC,consignee,seals,lot,net kg\nT-1,2026-03-05,B,"S-1, S-2",L-1,10\nT-1,,,,L-2,20\nT-2,2026-03-05,B,,L-3,1\n',
    );
    expect(dispatch.problems).toEqual([]);
    const lines = [
      { lot: 'L-1', quantity: { netMilligrams: 10_000_000 } },
      { lot: 'L-2', quantity: { netMilligrams: 20_000_000 } },
    ];
    expect(dispatch.events.map(({ event }) => event)).toMatchObject([
      { transfer: 'T-1', seals: ['S-1', 'S-2'], lines },
      { transfer: 'T-2', lines: [{ lot: 'L-3' }] },
    ]);
    const receipt = readTable('transfer-received', 'transfer,time UTC,lot,net kg\nT-1,2026-03-06,L-1,9.99\n');
    expect(onlyEvent(receipt)).toMatchObject({
      lines: [{ lot: 'L-1', outcome: 'accepted', measured: { netMilligrams: 9_990_000 } }],
    });
    const packed = 'shipment,time UTC,consignee,destination,lot,note\nS,2026-03-06,F,de,L-1,x\nS,,,,L-2,\n';
    expect(onlyEvent(readTable('shipment-packed', packed))).toMatchObject({ destination: 'DE', lots: ['L-1', 'L-2'] });
    expect(sayProblems(readTable('shipment-packed', `${packed}S,,,,,x\n`))).toEqual([
      expect.stringMatching(/^E4 lot: is missing/),
    ]);
  });
});

describe('a step of a circuit', () => {
  const HEADER = 'reference,time UTC,step,circuit,part,lot,Nd kg,Nd2O3 kg,form,product,loss kind';
  const BEGIN = `${HEADER}\nR,2026-03-20,solvent-extraction,SX-1,input,LIQ,,\n`;

  test('has what was in it before and after, each in a row; nothing where there is none', () => {
    const event = onlyEvent(readTable('lot-transformed', `${BEGIN}R,,,,closing,,,1\n`));
    expect(event['circuit']).toEqual({
      id: 'SX-1',
      openingElementMilligrams: {},
      closingElementMilligrams: { Nd: 857_356 },
    });
    expect(onlyEvent(readTable('lot-transformed', `${BEGIN}R,,,,期初,,2,\n`))).toMatchObject({
      circuit: { openingElementMilligrams: { Nd: 2_000_000 }, closingElementMilligrams: {} },
    });
  });

  test('is told what is wrong with them, by cell', () => {
    const rows = 'R,,,,opening,,1,2\nR,,,,closing,OX,x,\nR,,,,closing,,3,\n';
    expect(sayProblems(readTable('lot-transformed', `${BEGIN}${rows}`))).toEqual([
      'F4 lot: "OX" is nothing that a closing row says: leave it empty',
      expect.stringMatching(/^G4 Nd kg: "x" is no number/),
      'E5 part: is closing once more: one row of an event says what it is',
      'H3 Nd2O3 kg: Nd is stated twice',
    ]);
    const nameless = `${BEGIN.replace('SX-1', '')}R,,,,closing,,1,\n`;
    expect(sayProblems(readTable('lot-transformed', nameless))).toEqual([
      expect.stringMatching(/^D2 circuit: is missing/),
    ]);
  });
});

test('an event that is voided is named by its digest, a shipment that left has its net mass', () => {
  const digest = 'Z3HS_ihbNTOrQKNMlhoLmMgaHAu2Dn_44RRqmxb2L8w';
  const voided = readTable(
    'event-corrected',
    `corrects,time UTC,reason\n${digest},2026-04-26,twice\nX,2026-04-26,why\n`,
  );
  expect(voided.events[0]?.event).toMatchObject({ type: 'event-corrected', corrects: digest, reason: 'twice' });
  expect(sayProblems(voided)).toEqual([expect.stringMatching(/^A3 corrects: must be/)]);
  const left = readTable(
    'shipment-exited',
    '发运批号,时间(北京时间),净重(吨),运输方式\nSHP-1,2026/5/4 8:00,0.403,sea\n',
  );
  expect(onlyEvent(left)).toMatchObject({ netMilligrams: 403_000_000, mode: 'sea' });
});
