// What is switched on of a server: INTEROP_SWITCHES, words with commas between them; see docs/interoperability.md.

import { GraphQLError } from "graphql";

const words = new Map((process.env.INTEROP_SWITCHES || "").split(",").map((word) => word.split("=")));

export const switched = (name) => words.has(name);

/** Return the number that a switch was given, as in `moods=0.3`. */
export const number = (name, usual) => Number(words.get(name) ?? usual);

export const MAX_DEPTH = 5;
export const MAX_ALIASES = 10;
/** How many tokens a document may have, undefined for any number. */
export const MAX_TOKENS = switched("limits") ? 500 : undefined;

/** Return the validation rules that limit documents, as GraphQL Armor words their messages; none without limits. */
export function rules() {
  return switched("limits") ? [depthLimit, aliasLimit] : [];
}

function depthLimit(context) {
  return {
    OperationDefinition(operation) {
      const found = depth(operation, context, new Set());
      if (found > MAX_DEPTH && !isIntrospection(operation)) {
        refuse(context, `Query depth limit of ${MAX_DEPTH} exceeded, found ${found}.`, operation);
      }
    },
  };
}

function aliasLimit(context) {
  let aliases = 0;
  return {
    Field(field) {
      if (field.alias && ++aliases === MAX_ALIASES + 1) {
        refuse(context, `Aliases limit of ${MAX_ALIASES} exceeded, found ${aliases}.`, field);
      }
    },
  };
}

function refuse(context, message, node) {
  context.reportError(new GraphQLError(message, { nodes: [node] }));
}

function isIntrospection(operation) {
  return operation.selectionSet.selections.every(({ name }) => name?.value.startsWith("__"));
}

function depth(node, context, visited) {
  const deepest = (node.selectionSet?.selections ?? []).map((selection) => {
    if (selection.kind !== "FragmentSpread") return depth(selection, context, visited);
    const fragment = context.getFragment(selection.name.value);
    if (!fragment || visited.has(fragment)) return 0;
    return depth(fragment, context, new Set([...visited, fragment]));
  });
  return Math.max(0, ...deepest) + (node.kind === "Field" ? 1 : 0);
}
