import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { trpc } from "../api/client";

/**
 * A file of the server. A link sends a cookie and cannot refresh one that ran out, as calls of the API do, so one
 * of those goes first.
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
      leftSection={<IconDownload size={16} aria-hidden />}
      onClick={async (event) => {
        // Opened in another tab: as it is.
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
