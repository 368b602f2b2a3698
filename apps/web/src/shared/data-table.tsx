import { Table, type TableProps } from "@mantine/core";
import classes from "./table.module.css";

/** A table that scrolls by itself where it is wider than the page, as with a large font, instead of the page. */
export function DataTable(props: TableProps) {
  return (
    <div className={classes.frame}>
      <Table {...props} />
    </div>
  );
}
