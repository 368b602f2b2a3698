import { Table, type TableProps } from "@mantine/core";
import classes from "./table.module.css";

/** A table that scrolls sideways within itself if it is wider than the page. */
export function DataTable({ className = classes.table ?? "", ...props }: TableProps) {
  return (
    <div className={classes.frame}>
      <Table className={className} {...props} />
    </div>
  );
}
