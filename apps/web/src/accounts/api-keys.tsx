import type { ApiKeyView } from "@foyer/contract/api-key";
import { Button, Skeleton, Text } from "@mantine/core";
import { useState } from "react";
import { trpc } from "../api/client";
import { ErrorNotice } from "../shared/error-notice";
import { Loading } from "../shared/loading";
import { useNow } from "../shared/now";
import rows from "./account-rows.module.css";
import { reachWords, usageWords } from "./api-key-words";
import classes from "./api-keys.module.css";
import { CreateApiKey } from "./create-api-key";
import { NewApiKey } from "./new-api-key";
import { RevokeApiKey } from "./revoke-api-key";

/** What is open below the list: nothing, the form, or the key that was just created. */
type Open =
  | { readonly kind: "nothing"; readonly wasOpen: boolean }
  | { readonly kind: "form" }
  | { readonly kind: "key"; readonly key: string };

/** The user's API keys, with ways to create and revoke them. */
export function ApiKeys() {
  const [open, setOpen] = useState<Open>({ kind: "nothing", wasOpen: false });
  const close = () => setOpen({ kind: "nothing", wasOpen: true });
  const keys = trpc.apiKey.list.useQuery();
  if (keys.isLoadingError) {
    return (
      <ErrorNotice
        title="Your API keys could not be loaded."
        error={keys.error}
        onRetry={() => void keys.refetch()}
      />
    );
  }
  if (!keys.data) {
    return (
      <Loading size="line">
        <Skeleton height={64} />
      </Loading>
    );
  }
  return (
    <>
      <Text mb="md">
        A program that has one of your API keys can act for you, within what the key allows. Give each program
        a key of its own, so that you can revoke one without the others.
      </Text>
      {keys.data.length > 0 && (
        <ul className={rows.list}>
          {keys.data.map((key) => (
            <ApiKey key={key.id} apiKey={key} />
          ))}
        </ul>
      )}
      {open.kind === "nothing" && (
        <Button variant="default" autoFocus={open.wasOpen} onClick={() => setOpen({ kind: "form" })}>
          Create API key
        </Button>
      )}
      {open.kind === "form" && (
        <CreateApiKey onCreated={(key) => setOpen({ kind: "key", key })} onClose={close} />
      )}
      {open.kind === "key" && <NewApiKey apiKey={open.key} onClose={close} />}
    </>
  );
}

function ApiKey({ apiKey }: { apiKey: ApiKeyView }) {
  const now = useNow();
  const { name, prefix, events } = apiKey;
  return (
    <li className={rows.row}>
      <div className={rows.what}>
        <p className={rows.name}>
          <bdi>{name}</bdi> <code className={classes.prefix}>{prefix}…</code>
        </p>
        <p className={rows.soft}>{reachWords(apiKey)}</p>
        {events !== null && (
          <p className={rows.soft}>
            <bdi>{events.map((event) => event.name).join(", ")}</bdi>
          </p>
        )}
        <p className={rows.soft}>{usageWords(apiKey, now)}</p>
      </div>
      <RevokeApiKey apiKey={apiKey} />
    </li>
  );
}
