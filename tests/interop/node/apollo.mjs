// The contract on Apollo Server.

import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";

import { answering } from "./answers.mjs";
import { ready, sites } from "./contract.mjs";
import { MAX_TOKENS, rules, switched } from "./switches.mjs";

const tracing = {
  requestDidStart: async () => ({
    willSendResponse: async ({ response }) => {
      if (response.body.kind === "single") response.body.singleResult.extensions = { tracing: { version: 1 } };
    },
  }),
};

const urls = {};
for (const site of sites) {
  const server = new ApolloServer({
    schema: answering(site),
    introspection: true,
    includeStacktraceInErrorResponses: false,
    validationRules: rules(),
    parseOptions: { maxTokens: MAX_TOKENS },
    plugins: switched("tracing") ? [tracing] : [],
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: "127.0.0.1", port: 0 },
    context: async ({ req }) => ({ authorization: req.headers.authorization }),
  });
  urls[site] = url;
}
ready(urls);
