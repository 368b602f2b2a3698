import { isoText } from "@foyer/contract/iso-text";
import { ObjectId } from "bson";
import { z } from "zod";
import { Prisma } from "../generated/client/index.js";
import type { Transaction } from "./database.js";
import { WriteRefusedError } from "./failure.js";

/**
 * Raw commands, for what Prisma's client does too slowly: lists of hundreds of ids or documents, of which it walks
 * through each value, with `in` in quadratic time. They take part in the current transaction like any other.
 */

/**
 * Wraps a raw filter so that Prisma's engine receives it as one JSON text. As an object, client and engine would
 * each walk through it value by value, which dominates the cost of commands with hundreds of ids or documents.
 * `$type: "Json"` is the client's own marker for JSON.
 */
export function asJson(value: Prisma.InputJsonObject): { toJSON(): unknown } {
  const text = JSON.stringify(value);
  return { toJSON: () => ({ $type: "Json", value: text }) };
}

/** Sends a command to MongoDB, wrapped by {@link asJson}, and returns the answer. */
export function runCommand(
  client: Pick<Prisma.TransactionClient, "$runCommandRaw">,
  command: Prisma.InputJsonObject,
): Promise<unknown> {
  // The type allows `toJSON` everywhere except at the top level, where it works as well.
  return client.$runCommandRaw(asJson(command) as unknown as Prisma.InputJsonObject);
}

/**
 * Options of a raw read of up to about a thousand documents. By default MongoDB returns a hundred and needs
 * another round trip for the rest, which within the embedded database also waits for open transactions.
 */
export const ALL_AT_ONCE = { batchSize: 1_000 } as const;

/** A filter in MongoDB's form. */
export type RawFilter = Prisma.InputJsonObject;

/** An ObjectId in a raw filter. */
export function oid(id: string): { readonly $oid: string } {
  return { $oid: id };
}

/** A date in a raw filter. */
export function date(moment: Date): { readonly $date: string } {
  return { $date: isoText(moment) };
}

/**
 * A new ObjectId in hexadecimal. Generated here rather than by the database, because one transaction writes
 * several documents that refer to each other.
 *
 * @param at the time that the id contains, to the second
 */
export function newObjectId(at: Date): string {
  const seconds = Math.floor(at.getTime() / 1_000);
  return new ObjectId(ObjectId.generate(seconds)).toHexString();
}

/** A row like `createMany`'s, with its id. */
export type NewRow<Model extends Prisma.ModelName> = Extract<
  Prisma.TypeMap["model"][Model]["operations"]["createMany"]["args"]["data"],
  readonly unknown[]
>[number] & { readonly id: string };

const answered = z.object({
  n: z.number(),
  writeErrors: z.array(z.object({ code: z.number(), errmsg: z.string() })).optional(),
});

/**
 * Like `createMany` for many rows: the same documents with the same types. Prisma's client walks through each
 * value of each row; here the documents are passed as a whole.
 *
 * @throws WriteRefusedError if a document was rejected, such as by a unique index
 */
export async function insertMany<Model extends Prisma.ModelName>(
  tx: Transaction,
  model: Model,
  rows: readonly NewRow<Model>[],
): Promise<void> {
  if (rows.length === 0) return;
  const documents = rows.map(documentMaker(model));
  const answer = answered.parse(await runCommand(tx, { insert: model, documents }));
  const refused = answer.writeErrors?.[0];
  if (refused !== undefined) throw new WriteRefusedError(refused.code, refused.errmsg);
  if (answer.n !== rows.length) throw new Error(`${answer.n} of ${rows.length} documents were written.`);
}

type Document = { [field: string]: Prisma.InputJsonValue | null };

const makers = new Map<Prisma.ModelName, (row: object) => Document>();

function documentMaker(model: Prisma.ModelName): (row: object) => Document {
  const known = makers.get(model);
  if (known !== undefined) return known;
  const maker = createDocumentMaker(model);
  makers.set(model, maker);
  return maker;
}

/** Makes documents from the schema's description of a model, without knowledge of any field. */
function createDocumentMaker(model: Prisma.ModelName): (row: object) => Document {
  return makerOf(fieldsOf(model));
}

function makerOf(fields: readonly Field[]): (row: object) => Document {
  const columns = fields
    .filter(({ relationName }) => relationName === undefined)
    .map((field) => ({
      name: field.name,
      key: field.dbName ?? field.name,
      toJson: jsonMaker(field),
      byDefault: defaultOf(field),
    }));
  return (row) => {
    const document: Document = {};
    for (const { name, key, toJson, byDefault } of columns) {
      const given: unknown = Reflect.get(row, name);
      const value = given === undefined ? byDefault() : given;
      // Missing optional values are not written.
      if (value !== undefined) document[key] = value === null ? null : toJson(value);
    }
    return document;
  };
}

/**
 * Makes the JSON form of a value of a composite type, as {@link insertMany} writes it, for raw updates.
 *
 * @param type the name of the type in the schema
 */
export function compositeMaker(type: string): (value: object) => Document {
  const described = Prisma.dmmf.datamodel.types.find(({ name }) => name === type);
  if (described === undefined) throw new Error(`There is no type ${type}.`);
  return makerOf(described.fields);
}

type Field = Prisma.DMMF.Field;

/** The fields of a model, relations included, as the schema describes them. */
export function fieldsOf(model: Prisma.ModelName): readonly Field[] {
  const described = Prisma.dmmf.datamodel.models.find(({ name }) => name === model);
  if (described === undefined) throw new Error(`There is no model ${model}.`);
  return described.fields;
}

function jsonMaker(field: Field): (value: unknown) => Prisma.InputJsonValue {
  const one = oneMaker(field);
  return field.isList ? (value) => z.array(z.unknown()).parse(value).map(one) : one;
}

function oneMaker({ name, kind, type, nativeType }: Field): (value: unknown) => Prisma.InputJsonValue {
  if (kind === "object") {
    const make = compositeMaker(type);
    return (value) => make(z.object({}).loose().parse(value));
  }
  if (nativeType?.[0] === "ObjectId") return (value) => ({ $oid: String(value) });
  if (type === "DateTime") return toDate;
  if (kind === "enum" || type === "String") return String;
  if (type === "Int") return (value) => ({ $numberLong: String(value) });
  if (type === "Boolean") return Boolean;
  throw new Error(`Nothing is known here of fields like ${name}, which is ${type}.`);
}

function toDate(value: unknown): Prisma.InputJsonValue {
  return { $date: isoText(value instanceof Date ? value : new Date(String(value))) };
}

function defaultOf({ isUpdatedAt, default: given }: Field): () => unknown {
  if (isUpdatedAt) return () => new Date();
  if (typeof given !== "object") return () => given;
  return "name" in given && given.name === "now" ? () => new Date() : () => undefined;
}
