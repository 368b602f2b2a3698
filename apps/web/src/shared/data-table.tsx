import { Table, type TableProps } from "@mantine/core";
import classes from "./table.module.css";

/** A table that scrolls sideways within itself if it is wider than the page. */
export function DataTable(props: TableProps) {
  return (
    <div className={classes.frame}>
      <Table {...props} />
    </div>
  );
}
