import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Answer } from '../../src/names/answers.ts';
import { noticesOf } from '../../src/names/notices.ts';
import { entry } from './entry.ts';

const now = Date.UTC(2026, 10, 22);
const answer: Answer = {
  name: 'home.example.org',
  family: 4,
  addresses: ['203.0.113.7'],
  left: 0,
  answered: now,
  emptySince: null,
  outcome: 'answered',
  refused: [],
};
const said = (before: Answer[], after: Answer[], failed = 'it is silent'): string[] =>
  noticesOf(
    [entry],
    { before, after },
    new Map([['home.example.org', { 4: { failed }, 6: { failed } }]]),
    now,
  );

test('noticesOf() says what has changed of a name, and nothing where all is as it was', () => {
  assert.deepEqual(said([], [answer]), ['home.example.org is 203.0.113.7']);
  assert.deepEqual(said([answer], [{ ...answer, answered: now - 1 }]), []);
  assert.deepEqual(said([answer], [{ ...answer, addresses: ['203.0.113.8'] }]), [
    'home.example.org is 203.0.113.8',
  ]);
});

test('noticesOf() says which addresses are refused, and why a question failed', () => {
  assert.deepEqual(said([answer], [{ ...answer, refused: ['10.0.0.1'] }]), [
    'home.example.org is 203.0.113.7; refused: 10.0.0.1 (private)',
  ]);
  assert.deepEqual(said([answer], [{ ...answer, outcome: 'failed' }]), [
    'home.example.org is 203.0.113.7 (it is silent)',
  ]);
  const none: Answer = { ...answer, addresses: [], answered: 0 };
  assert.deepEqual(said([], [{ ...none, outcome: 'failed' }]), [
    'home.example.org spares nobody: it cannot be looked up (it is silent)',
  ]);
  assert.deepEqual(said([], [{ ...none, outcome: 'refused', refused: ['127.0.0.1', '0.0.0.0'] }]), [
    'home.example.org spares nobody: no address that it has counts (127.0.0.1 0.0.0.0); refused: 127.0.0.1 (loopback) 0.0.0.0 (unspecified)',
  ]);
});
