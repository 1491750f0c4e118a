// The contract on GraphQL Yoga, answered by the mocks of @graphql-tools.

import { createServer } from "node:http";

import { addMocksToSchema } from "@graphql-tools/mock";
import { makeExecutableSchema } from "@graphql-tools/schema";
import { isLeafType, isUnionType } from "graphql";
import { createYoga } from "graphql-yoga";
import { usePersistedOperations } from "@graphql-yoga/plugin-persisted-operations";

import { SCALARS, ready, refuse, sites, typeDefs } from "./contract.mjs";
import { MAX_TOKENS, rules, switched } from "./switches.mjs";

const plugins = [
  { onParse: ({ params }) => void (params.options = { ...params.options, maxTokens: MAX_TOKENS }) },
  { onValidate: ({ addValidationRule }) => rules().forEach((rule) => addValidationRule(rule)) },
  ...(switched("persisted") ? [usePersistedOperations({ getPersistedOperation: () => null })] : []),
  ...(switched("tracing")
    ? [{ onExecutionResult: ({ result }) => void (result.extensions = { tracing: { version: 1 } }) }]
    : []),
];

function schemaOf(site) {
  const plain = makeExecutableSchema({ typeDefs: typeDefs(site) });
  const scalars = Object.values(plain.getTypeMap()).filter((type) => isLeafType(type) && !type.getValues);
  const mocks = Object.fromEntries(scalars.map(({ name }) => [name, () => SCALARS[name] ?? { key: "value" }]));
  // The first member of each union is the one that is no error.
  for (const union of Object.values(plain.getTypeMap()).filter(isUnionType))
    mocks[union.name] = () => ({ __typename: union.getTypes()[0].name });
  const schema = addMocksToSchema({ schema: plain, mocks: { ...mocks, PossibleErrorType: () => null } });
  for (const field of Object.values(schema.getMutationType().getFields())) {
    const answer = field.resolve;
    field.resolve = (source, args, context, info) => {
      refuse(info.fieldName, context.request.headers.get("authorization"), args);
      return answer(source, args, context, info);
    };
  }
  for (const type of Object.values(schema.getTypeMap())) {
    const { possibleErrors, errors } = type.getFields?.() ?? {};
    for (const field of [possibleErrors, errors]) if (field) field.resolve = () => null;
  }
  return schema;
}

const urls = {};
for (const site of sites) {
  const yoga = createYoga({ schema: schemaOf(site), plugins, logging: false, graphiql: false, landingPage: false });
  const server = createServer(yoga);
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  urls[site] = `http://127.0.0.1:${server.address().port}/graphql`;
}
ready(urls);
