import { lazy, Suspense, useEffect, useState } from 'react';
import { type Question, setAsk } from '../api/call';

const SignInAgain = lazy(() => import('./gate-dialogs').then((module) => ({ default: module.SignInAgain })));
const StepUp = lazy(() => import('./gate-dialogs').then((module) => ({ default: module.StepUp })));

interface Asked {
  readonly question: Question;
  readonly answer: (canContinue: boolean) => void;
}

/**
 * Asks the user in the middle of a call, because the session has ended or a change needs a proof of identity. All calls that
 * wait for the same question continue after one answer. The page below keeps its state.
 */
export function Gate() {
  const [asked, setAsked] = useState<Asked>();
  useEffect(() => {
    let waiting: { question: Question; answer: Promise<boolean> } | undefined;
    setAsk((question) => {
      if (waiting?.question === question) return waiting.answer;
      const answer = new Promise<boolean>((resolve) => {
        const finish = (canContinue: boolean) => {
          waiting = undefined;
          setAsked(undefined);
          resolve(canContinue);
        };
        setAsked({ question, answer: finish });
      });
      waiting = { question, answer };
      return answer;
    });
  }, []);
  if (!asked) return null;
  const Dialog = asked.question === 'sign-in' ? SignInAgain : StepUp;
  return (
    <Suspense fallback={null}>
      <Dialog answer={asked.answer} />
    </Suspense>
  );
}
