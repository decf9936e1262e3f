import { useEffect, useRef, type RefObject } from 'react';

/** For what takes the place of the button that was pressed: the keyboard goes on there, and not at the page's top. */
export function useFocusHere<Place extends HTMLElement>(): RefObject<Place | null> {
  const place = useRef<Place>(null);
  useEffect(() => place.current?.focus(), []);
  return place;
}
