import { INSTANCE } from '../kits/credential-holder.ts';
import { INSTANCE_STORIES } from '../kits/credential-stories.ts';
import { usedOutsideAws } from '../kits/stolen-credentials.ts';

export default usedOutsideAws(INSTANCE, INSTANCE_STORIES);
