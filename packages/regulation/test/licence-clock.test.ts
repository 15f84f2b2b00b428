import { describe, expect, test } from 'vitest';
import { CHINESE_CALENDAR } from '../src/licences/chinese-calendar.ts';
import { clockOf } from '../src/licences/licence-clock.ts';
import {
  accepted,
  applied,
  granted,
  licenceAfter,
  provided,
  requested,
  type StepDraft,
  withdrawn,
} from './licence-cases.ts';

const clockAt = (at: string, ...steps: readonly StepDraft[]) => clockOf(licenceAfter(steps), CHINESE_CALENDAR, at);

// Monday, 2 March 2026 in Beijing, and later days at the same hour.
const on = (day: string) => `${day}T02:00:00.000Z`;
const FILED = [applied(on('2026-02-27')), accepted(on('2026-03-02'))];

describe('the clock of a case', () => {
  test('has not started while nobody has taken the application in', () => {
    expect(clockAt(on('2026-06-01'), applied(on('2026-02-27')))).toEqual({
      state: 'not-started',
      elapsedWorkingDays: 0,
      dueOn: null,
      isOverdue: false,
      isCalendarKnown: true,
    });
  });

  test('counts working days from the day after acceptance on', () => {
    expect(clockAt(on('2026-03-02'), ...FILED)).toMatchObject({ state: 'running', elapsedWorkingDays: 0 });
    expect(clockAt(on('2026-03-13'), ...FILED)).toMatchObject({ elapsedWorkingDays: 9, isOverdue: false });
  });

  test('is due on the 45th working day, and overdue after it', () => {
    const dueOn = '2026-05-08';
    expect(clockAt(on('2026-03-02'), ...FILED).dueOn).toBe(dueOn);
    expect(clockAt(on(dueOn), ...FILED)).toMatchObject({ elapsedWorkingDays: 45, isOverdue: false, dueOn });
    // The Saturday after it is worked, to make up for Labour Day.
    expect(clockAt(on('2026-05-09'), ...FILED)).toMatchObject({ elapsedWorkingDays: 46, isOverdue: true, dueOn });
  });

  test('is due on a working day, also when it is asked about on the days off after it', () => {
    const filed = [applied(on('2026-03-09')), accepted(on('2026-03-10'))];
    const due = ['2026-05-14', '2026-05-15', '2026-05-16', '2026-05-17', '2026-05-18'].map((day) => {
      const { elapsedWorkingDays, dueOn, isOverdue } = clockAt(on(day), ...filed);
      return [elapsedWorkingDays, dueOn, isOverdue];
    });
    const dueOn = '2026-05-15';
    expect(due).toEqual([[44, dueOn, false], ...[15, 16, 17].map(() => [45, dueOn, false]), [46, dueOn, true]]);
  });

  test('stands between a request and its answer, and the due day moves by as much', () => {
    const asked = [...FILED, requested(on('2026-03-04'))];
    expect(clockAt(on('2026-03-20'), ...asked)).toMatchObject({ state: 'stopped', elapsedWorkingDays: 2, dueOn: null });
    const answered = [...asked, provided(on('2026-03-11'))];
    expect(clockAt(on('2026-03-12'), ...answered)).toMatchObject({ state: 'running', elapsedWorkingDays: 3 });
    // Five working days later than without.
    expect(clockAt(on('2026-03-12'), ...answered).dueOn).toBe('2026-05-14');
    expect(clockAt(on('2026-06-12'), ...answered)).toMatchObject({ isOverdue: true, dueOn: '2026-05-14' });
  });

  test('stands as often as it is stopped', () => {
    const often = [requested(on('2026-03-04')), provided(on('2026-03-11')), requested(on('2026-03-13'))];
    expect(clockAt(on('2026-04-01'), ...FILED, ...often)).toMatchObject({ state: 'stopped', elapsedWorkingDays: 4 });
  });

  test('ends with the decision, or when the application is withdrawn', () => {
    expect(clockAt(on('2026-09-01'), ...FILED, granted(on('2026-03-13')))).toMatchObject({
      state: 'ended',
      elapsedWorkingDays: 9,
      dueOn: null,
    });
    expect(clockAt(on('2026-09-01'), ...FILED, withdrawn(on('2026-03-06')))).toMatchObject({
      state: 'ended',
      elapsedWorkingDays: 4,
    });
    expect(clockAt(on('2026-09-01'), FILED[0] as StepDraft, withdrawn(on('2026-03-06'))).state).toBe('ended');
  });

  test('says so where the holidays of its days are not published yet', () => {
    const late = [applied(on('2026-12-01')), accepted(on('2026-12-02'))];
    expect(clockAt(on('2026-12-03'), ...late)).toMatchObject({ isCalendarKnown: false, dueOn: '2027-02-03' });
    expect(clockAt(on('2026-03-12'), ...FILED).isCalendarKnown).toBe(true);
  });
});
