import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { Paged } from '../api/queries.ts'
import classes from './parts.module.css'
import { Trouble, Waiting } from './states.tsx'

const AHEAD_ROWS = 20

interface VirtualListProps<Item> {
  /** What the rows are, for screen readers. */
  label: string
  list: Paged<Item>
  rowHeight: number
  idOf(item: Item): string
  row(item: Item): ReactNode
  empty: ReactNode
}

const useTop = (): [React.RefObject<HTMLUListElement | null>, number] => {
  const ref = useRef<HTMLUListElement>(null)
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const measure = (): void => setTop((ref.current?.getBoundingClientRect().top ?? 0) + window.scrollY)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [])
  return [ref, top]
}

const Rows = <Item,>({ label, list, items, rowHeight, idOf, row }: VirtualListProps<Item> & { items: Item[] }) => {
  const [ref, top] = useTop()
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollMargin: top,
    getItemKey: (index) => {
      const item = items[index]
      return item === undefined ? index : idOf(item)
    },
  })
  const rows = virtualizer.getVirtualItems()
  const last = rows.at(-1)?.index ?? 0
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && last >= items.length - AHEAD_ROWS) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, last, items.length])
  return (
    <ul ref={ref} className={classes.rows} aria-label={label} style={{ height: virtualizer.getTotalSize() }}>
      {rows.map(({ key, index, start }) => {
        const item = items[index]
        return (
          item !== undefined && (
            <li
              key={key}
              ref={virtualizer.measureElement}
              data-index={index}
              aria-setsize={hasNextPage ? -1 : items.length}
              aria-posinset={index + 1}
              className={classes.row}
              style={{ transform: `translateY(${String(start - top)}px)` }}
            >
              {row(item)}
            </li>
          )
        )
      })}
    </ul>
  )
}

/** Draws only the rows in sight and reads further pages before the end comes. */
export const VirtualList = <Item,>(props: VirtualListProps<Item>) => {
  const { list, empty } = props
  if (list.data === undefined)
    return list.isError ? <Trouble error={list.error} retry={() => void list.refetch()} /> : <Waiting height={420} />
  if (list.data.length === 0) return empty
  return (
    <>
      <Rows {...props} items={list.data} />
      <p className={classes.tail} role="status">
        {list.hasNextPage ? `${list.data.length} read, more as you scroll` : `${list.data.length} in all`}
      </p>
    </>
  )
}
