import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { trpc } from "../api/client";

/**
 * A link to a file of the server. Following a link cannot refresh an expired session as API calls do, so an API
 * call is made first.
 */
export function DownloadLink({ href, children }: { href: string; children: string }) {
  const utils = trpc.useUtils();
  return (
    <Button
      component="a"
      href={href}
      download
      variant="default"
      size="sm"
      px="sm"
      leftSection={<IconDownload size={16} aria-hidden />}
      onClick={async (event) => {
        // A click that opens another tab is not intercepted.
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        await utils.client.user.me.query().catch(() => null);
        window.location.assign(href);
      }}
    >
      {children}
    </Button>
  );
}
