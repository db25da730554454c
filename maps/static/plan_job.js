/* A plan under way: started, asked about until it is done, with how far it has come. */

import { ask } from "./ask.js";

const EVERY_MS = 400;
const MISSES = 10; // answers that may be lost on the way before we say so

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function stateOf(job, misses = MISSES) {
  try {
    return await ask(`/rounds/jobs/${job}`);
  } catch (error) {
    if (error.status || misses === 0) throw error;
    await pause(EVERY_MS * 2);
    return stateOf(job, misses - 1);
  }
}

/**
 * Plan a night; resolves with the finished job, rejects with a sentence.
 * @param {object} order body of POST /rounds
 * @param {(share: number) => void} onShare 0 to 1
 */
export async function plan(order, onShare) {
  const { job } = await ask("/rounds", { method: "POST", body: order, later: true });
  for (;;) {
    const state = await stateOf(job);
    onShare(state.share);
    if (state.state === "done") return state;
    if (state.state === "failed") throw new Error(state.error);
    await pause(EVERY_MS);
  }
}
