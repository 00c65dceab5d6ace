import { getTreeExpandedState, Text, Tree, useTree } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { type ReactElement, useMemo } from "react";
import classes from "../components.module.css";
import { type JsonRow, TREE_NODES_MAX, treeOf } from "./tree-data.ts";

/** A value of `parseJson` as a tree that the arrow keys walk through. */
export function JsonTree({ value, label }: { readonly value: unknown; readonly label: string }): ReactElement {
  const { nodes, rows, truncated } = useMemo(() => treeOf(value), [value]);
  const initial = useMemo(() => {
    // The first two levels, or everything where that is little.
    const open = rows.size <= 60 ? "*" : [...rows.keys()].filter((pointer) => pointer.split("/").length <= 2);
    return getTreeExpandedState(nodes, open);
  }, [nodes, rows]);
  const tree = useTree({ initialExpandedState: initial });
  return (
    <div className={`${classes["code"]} ${classes["tree"]}`}>
      <Tree
        data={nodes}
        tree={tree}
        aria-label={label}
        levelOffset={18}
        renderNode={({ node, expanded, hasChildren, elementProps }) => (
          <div {...elementProps} className={`${elementProps.className} ${classes["treeRow"]}`}>
            {hasChildren ? (
              <IconChevronRight
                size={14}
                className={classes["treeArrow"]}
                data-expanded={expanded || undefined}
                aria-hidden="true"
              />
            ) : (
              <span className={classes["treeArrow"]} />
            )}
            <Row row={rows.get(node.value)} />
          </div>
        )}
      />
      {truncated && (
        <Text size="xs" c="dimmed" mt="xs">
          The first {TREE_NODES_MAX} values. The raw text has all.
        </Text>
      )}
    </div>
  );
}

function Row({ row }: { readonly row: JsonRow | undefined }): ReactElement | null {
  if (row === undefined) return null;
  const { name, kind, text } = row;
  return (
    <span className={classes["treeValue"]}>
      {name !== null && <span className={classes["key"]}>{name}</span>}
      {name !== null && ": "}
      {kind === "object" || kind === "array" ? (
        <Text component="span" inherit c="dimmed">
          {text}
        </Text>
      ) : (
        <span className={classes[kind]}>{text}</span>
      )}
    </span>
  );
}
