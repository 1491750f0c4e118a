// The contract on Mercurius, on Fastify.

import Fastify from "fastify";
import mercurius from "mercurius";

import { answering } from "./answers.mjs";
import { ready, sites } from "./contract.mjs";
import { MAX_DEPTH, rules, switched } from "./switches.mjs";

const urls = {};
for (const site of sites) {
  const app = Fastify();
  await app.register(mercurius, {
    schema: answering(site, { absent: 4 }),
    context: ({ headers }) => ({ authorization: headers.authorization }),
    validationRules: rules(),
    ...(switched("limits") && { queryDepth: MAX_DEPTH }),
    ...(switched("persisted") && { onlyPersisted: true, persistedQueries: {} }),
  });
  if (switched("tracing")) {
    app.graphql.addHook("onResolution", async (execution) => {
      execution.extensions = { tracing: { version: 1 } };
    });
  }
  urls[site] = `${await app.listen({ host: "127.0.0.1", port: 0 })}/graphql`;
}
ready(urls);
