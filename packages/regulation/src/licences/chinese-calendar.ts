/**
 * Public holidays in China, as the General Office of the State Council publishes them each autumn for the next year. A year
 * that is not published yet is counted by its weekends alone, and whoever asks is told so.
 */
import { daysAfter, type WorkingCalendar } from './working-days.ts';

interface PublishedYear {
  readonly source: string;
  /** First and last day. */
  readonly holidays: readonly (readonly [first: string, last: string])[];
  readonly workedWeekendDays: readonly string[];
}

const YEARS: readonly PublishedYear[] = [
  {
    source: 'State Council General Office, notice of 2023-10-25 on holidays in 2024',
    holidays: [
      ['2024-01-01', '2024-01-01'],
      ['2024-02-10', '2024-02-17'],
      ['2024-04-04', '2024-04-06'],
      ['2024-05-01', '2024-05-05'],
      ['2024-06-10', '2024-06-10'],
      ['2024-09-15', '2024-09-17'],
      ['2024-10-01', '2024-10-07'],
    ],
    workedWeekendDays: [
      '2024-02-04',
      '2024-02-18',
      '2024-04-07',
      '2024-04-28',
      '2024-05-11',
      '2024-09-14',
      '2024-09-29',
      '2024-10-12',
    ],
  },
  {
    source: 'State Council General Office, notice of 2024-11-12 on holidays in 2025',
    holidays: [
      ['2025-01-01', '2025-01-01'],
      ['2025-01-28', '2025-02-04'],
      ['2025-04-04', '2025-04-06'],
      ['2025-05-01', '2025-05-05'],
      ['2025-05-31', '2025-06-02'],
      ['2025-10-01', '2025-10-08'],
    ],
    workedWeekendDays: ['2025-01-26', '2025-02-08', '2025-04-27', '2025-09-28', '2025-10-11'],
  },
  {
    source: 'State Council General Office, notice of 2025-11-04 on holidays in 2026',
    holidays: [
      ['2026-01-01', '2026-01-03'],
      ['2026-02-15', '2026-02-23'],
      ['2026-04-04', '2026-04-06'],
      ['2026-05-01', '2026-05-05'],
      ['2026-06-19', '2026-06-21'],
      ['2026-09-25', '2026-09-27'],
      ['2026-10-01', '2026-10-07'],
    ],
    workedWeekendDays: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
  },
];

/** UTC+8 all year. */
const BEIJING_AHEAD_MINUTES = 480;

export const CHINESE_CALENDAR: WorkingCalendar = {
  place: 'Beijing',
  aheadMinutes: BEIJING_AHEAD_MINUTES,
  publishedFrom: '2024-01-01',
  publishedTo: '2027-01-01',
  holidays: new Set(YEARS.flatMap(({ holidays }) => holidays.flatMap(([first, last]) => daysOf(first, last)))),
  workedWeekendDays: new Set(YEARS.flatMap(({ workedWeekendDays }) => workedWeekendDays)),
  sources: YEARS.map(({ source }) => source),
};

function daysOf(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = first; day <= last; day = daysAfter(day, 1)) days.push(day);
  return days;
}
