// The one way to our server. A refusal is an error with a sentence for the person.

import { t } from "./words.js";

/** What the server refused, or that it could not be reached. sentence: for the person;
 *  status: 0 without an answer; problems: [{where, sentence}] from the server. */
export class Refused extends Error {
  constructor(sentence, status = 0, problems = [], body = null) {
    super(sentence);
    this.sentence = sentence;
    this.status = status;
    this.problems = problems;
    this.body = body;
  }
}

/** Ask the server; what it answers as JSON, or null where it answers nothing.
 *
 *  method, body (sent as JSON), match (a version, sent as If-Match), key (Idempotency-Key),
 *  later (asks for 202 and a job), signal (an AbortSignal).
 *  Throws Refused; an aborted request throws AbortError. */
export async function ask(path, options = {}) {
  const { method = "GET", body, match, key, later, signal } = options;
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-Yuxun"] = "1";
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (match !== undefined) headers["If-Match"] = `"${match}"`;
  if (key) headers["Idempotency-Key"] = key;
  if (later) headers.Prefer = "respond-async";
  let answer;
  try {
    answer = await fetch(path, {
      method, headers, signal, credentials: "same-origin",
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(t("No connection to the server. Check the network and try again."));
  }
  return read(answer);
}

async function read(answer) {
  const isJson = /\bjson\b/.test(answer.headers.get("Content-Type") || "");
  const body = answer.status === 204 || !isJson ? null : await answer.json().catch(() => null);
  if (answer.ok) {
    // A captive portal says 200 with a page of its own: that is no answer of ours.
    if (!isJson && answer.status !== 204) {
      throw new Refused(t("This network asks you to sign in first. Open a browser page, then try again."));
    }
    return body;
  }
  const sentence = body?.detail || body?.title || t("The server could not do that ({status}).", { status: answer.status });
  throw new Refused(sentence, answer.status, body?.problems || body?.errors || [], body);
}

/** A new UUID; crypto.randomUUID is missing on plain http from another machine. */
export function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
