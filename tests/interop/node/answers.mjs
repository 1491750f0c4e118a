// The contract as an executable schema, answered by a resolver of our own, for engines that take any schema.

import { makeExecutableSchema } from "@graphql-tools/schema";
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isObjectType,
} from "graphql";

import { SCALARS, refuse, typeDefs } from "./contract.mjs";

/**
 * Return the schema of a site. Its context holds the header as `authorization`.
 *
 * One nullable leaf in `absent` is null, always the same ones: a healthy server leaves things out.
 */
export function answering(site, { absent = 3 } = {}) {
  const schema = makeExecutableSchema({ typeDefs: typeDefs(site) });
  const resolve = (source, args, context, info) => {
    if (info.parentType === info.schema.getMutationType()) refuse(info.fieldName, context.authorization, args);
    if (["possibleErrors", "errors"].includes(info.fieldName)) return null;
    const optional =
      getNullableType(info.returnType) === info.returnType && isLeafType(getNamedType(info.returnType));
    if (optional && info.fieldName.length % absent === 0) return null;
    return answer(info.returnType, info.schema);
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith("__") || !isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) field.resolve = resolve;
  }
  return schema;
}

/** Return a value of an output type. Objects are answered field by field. */
function answer(type, schema) {
  const nullable = getNullableType(type);
  if (isListType(nullable)) return [answer(nullable.ofType, schema), answer(nullable.ofType, schema)];
  if (isEnumType(nullable)) return nullable.getValues()[0].value;
  if (isLeafType(nullable)) return SCALARS[nullable.name] ?? { key: "value" };
  const concrete = isAbstractType(nullable) ? schema.getPossibleTypes(nullable)[0] : nullable;
  return { __typename: concrete.name };
}
