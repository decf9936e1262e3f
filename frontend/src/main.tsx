import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { askWhoIsHere, onLeave, queryClient } from './lib/session';
import { WordsProvider } from './messages';
import { router } from './router';
import './styles/index.css';

onLeave((why) => {
  const { pathname, searchStr } = router.state.location;
  if (pathname === '/signed-out') return;
  void router.navigate({ to: '/signed-out', search: { why, return_to: `${pathname}${searchStr}` }, replace: true });
});

if (!['/', '/signed-out'].includes(window.location.pathname)) askWhoIsHere();

const place = document.getElementById('root');
if (place === null) throw new Error('index.html: expected an element with the id root');
createRoot(place).render(
  <StrictMode>
    <WordsProvider>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </WordsProvider>
  </StrictMode>,
);
