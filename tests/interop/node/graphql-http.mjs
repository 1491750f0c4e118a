// The contract on graphql-http, the reference implementation of GraphQL over HTTP, on Node's own server.

import { createServer } from "node:http";

import { createHandler } from "graphql-http/lib/use/http";

import { answering } from "./answers.mjs";
import { ready, sites } from "./contract.mjs";
import { rules } from "./switches.mjs";

const urls = {};
for (const site of sites) {
  const handler = createHandler({
    schema: answering(site, { absent: 5 }),
    context: ({ headers }) => ({ authorization: headers.authorization }),
    validationRules: rules(),
  });
  const server = createServer(handler);
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  urls[site] = `http://127.0.0.1:${server.address().port}/graphql`;
}
ready(urls);
