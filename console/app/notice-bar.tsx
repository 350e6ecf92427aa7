import Flashbar from '@cloudscape-design/components/flashbar';
import { dismiss, type KeptNotice } from './notices.ts';

export default function NoticeBar({ notices }: { readonly notices: readonly KeptNotice[] }) {
  return (
    <Flashbar
      items={notices.map(({ id, type, text, action }) => ({
        id,
        type,
        // Makes screen readers announce it wherever the focus is.
        ariaRole: type === 'error' ? 'alert' : 'status',
        content: text,
        dismissible: true,
        dismissLabel: 'Dismiss',
        onDismiss: () => dismiss(id),
        ...(action && {
          buttonText: action.text,
          onButtonClick: () => {
            dismiss(id);
            action.run();
          },
        }),
      }))}
    />
  );
}
