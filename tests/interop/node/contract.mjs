// What the contract says to the servers, from the files that drive.py has exported; see tests/interop/drive.py.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { GraphQLError } from "graphql";

import { number as given, switched } from "./switches.mjs";

const folder = process.argv[2];
const contract = JSON.parse(readFileSync(join(folder, "contract.json"), "utf8"));
const stated = JSON.parse(readFileSync(join(folder, "stated.json"), "utf8"));
const mutations = new Map(contract.mutations.map((mutation) => [mutation.name, mutation]));
const errors = { ...contract.common_errors, ...contract.errors };

const TOKEN = process.env.INTEROP_TOKEN;
const HEADER_MISSING = "KT-CT-1112";
const AUTHENTICATION_FAILED = "KT-CT-1139";
const NOT_OF_THE_STATE = new Set(["KT-CT-1111", HEADER_MISSING, "KT-CT-1113"]);
const REFUSED = 5; // one input in this many meets an account whose state refuses it

const done = new Set();

export const sites = Object.keys(contract.servers);

export const typeDefs = (site) => readFileSync(join(folder, `${site}.graphql`), "utf8");

/** What a custom scalar holds in an answer; one that nobody documents holds an object. */
export const SCALARS = {
  BigInt: 12,
  Boolean: true,
  Date: "2026-11-23",
  DateTime: "2026-11-23T10:00:00+00:00",
  Decimal: "12.50",
  Float: 12.5,
  GenericScalar: { key: "value" },
  ID: "1",
  Int: 3,
  JSONString: '{"key": "value"}',
  NonEmptyID: "1",
  String: "text",
  Time: "10:00:00",
  UUID: "00000000-0000-4000-8000-000000000001",
};

/** Throw the error with which a mutation answers to a header and arguments, if it does not accept them. */
export function refuse(name, authorization, args) {
  const code = credentials(name, authorization) ?? input(name, args);
  if (code !== undefined) throw raised(code);
}

function credentials(name, authorization) {
  if (name === "obtainKrakenToken") return undefined;
  const needsToken = mutations.get(name).authorization !== "none";
  if (!authorization?.trim()) return needsToken ? HEADER_MISSING : undefined;
  return authorization.split(" ").at(-1) === TOKEN ? undefined : AUTHENTICATION_FAILED;
}

function input(name, args) {
  const declared = mutations.get(name).errors;
  const forbids = statedCode(declared, args);
  if (forbids !== undefined) return forbids;
  const codes = declared.filter((code) => !NOT_OF_THE_STATE.has(code));
  const text = name + sorted(args);
  const number = createHash("sha256").update(text).digest().readUInt32BE();
  if (!codes.length) return undefined;
  // `moods` refuses some of all requests by chance, `state` whatever was done before.
  const refused = number % REFUSED === 0 || (switched("moods") && Math.random() < given("moods", 0.3));
  if (refused || (switched("state") && done.has(text))) return codes[number % codes.length];
  done.add(text);
  return undefined;
}

/** The first declared code whose message forbids a value among the arguments. */
function statedCode(declared, value) {
  for (const [name, inner, holder] of fields(value)) {
    for (const rule of stated) {
      const applies = declared.includes(rule.code) && new RegExp(rule.field, "i").test(name);
      if (applies && forbidden(rule, inner, holder)) return rule.code;
    }
  }
  return undefined;
}

function forbidden(rule, value, holder) {
  if (rule.pattern) return typeof value === "string" && !new RegExp(rule.pattern).test(value);
  if (rule.least !== undefined) return typeof value === "number" && value < rule.least;
  if (rule.same) return value === holder[rule.same];
  if (rule.unique) {
    const items = (value ?? []).filter(Boolean).map(sorted);
    return new Set(items).size !== items.length;
  }
  const present = (rule.any ?? rule.several).filter((name) => (value?.[name] ?? "") !== "").length;
  return rule.any ? present === 0 : present === 1;
}

function* fields(value) {
  if (value === null || typeof value !== "object") return;
  for (const [name, inner] of Object.entries(value)) {
    if (!Array.isArray(value)) yield [name, inner, value];
    yield* fields(inner);
  }
}

/** The same text for the same values, whatever the order of the keys. */
function sorted(value) {
  return JSON.stringify(value, (_, inner) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.keys(inner).sort().map((name) => [name, inner[name]]))
      : inner,
  );
}

function raised(code) {
  const { message, meaning } = errors[code];
  const errorType = /authori[sz]|authentication/i.test(message ?? meaning) ? "AUTHORIZATION" : "VALIDATION";
  const errorDescription = message ?? meaning;
  return new GraphQLError(message ?? meaning, { extensions: { errorCode: code, errorType, errorDescription } });
}

/** Tell drive.py where the sites are. */
export function ready(urls) {
  console.log(JSON.stringify(urls));
}
